import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentFields } from '../../src/domain/content-field.ts';
import { problemsOf, type ItemData } from '../../src/domain/item-data.ts';
import { createBreakFinder, unchanged, type Standing } from '../../src/domain/type-change.ts';

const definition = fc.oneof(
  fc.record({ kind: fc.constant('TEXT'), max: fc.option(fc.integer({ min: 1, max: 4 })), required: fc.boolean() }),
  fc.record({ kind: fc.constant('NUMBER'), min: fc.option(fc.integer({ min: 0, max: 4 })), required: fc.boolean() }),
  fc.record({ kind: fc.constant('LIST'), of: fc.constantFrom('TEXT', 'NUMBER'), max: fc.option(fc.integer({ min: 0, max: 2 })), required: fc.boolean() }),
);
const type = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.tuple(definition, fc.option(fc.constantFrom('One', 'Two'))), { minKeys: 1 })
  .map((all) => contentFields.parse(Object.entries(all).map(([name, [field, label]]) => ({ name, label, ...field }))));
const value = fc.oneof(fc.string({ maxLength: 5 }), fc.integer({ min: -1, max: 5 }), fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.nat(3)), { maxLength: 1 }));
const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'gone'), value);

const standing = (values: ItemData, published: boolean): Standing => ({ itemId: 'i', title: 't', locale: 'en', slug: 's', published, data: values });
const without = (values: ItemData, names: readonly string[]) => Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

describe('what a change of fields breaks', () => {
  it('is what is wrong afterwards and was not before, and is told from the fields that changed alone', () => {
    fc.assert(
      fc.property(type, type, data, fc.boolean(), (before, after, values, published) => {
        const completeness = published ? 'complete' : 'draft';
        const textsOf = (fields: typeof before) => problemsOf(fields, values, completeness).map(({ path, message }) => `${path} ${message}`);
        const expected = textsOf(after).filter((text) => !textsOf(before).includes(text));
        const found = createBreakFinder(before, after)(standing(without(values, unchanged(before, after)), published), []);
        expect((found?.problems ?? []).map(({ path, message }) => `${path} ${message}`).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it('is nothing where only labels and the order change, whatever there is', () => {
    fc.assert(
      fc.property(type, data, fc.boolean(), (fields, values, published) => {
        const renamed = fields.toReversed().map((field) => ({ ...field, label: 'Renamed' }));
        expect(unchanged(fields, renamed).toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
        expect(createBreakFinder(fields, renamed)(standing(values, published), [])).toBeNull();
      }),
    );
  });
});
