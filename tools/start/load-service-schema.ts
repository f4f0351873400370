import type { EventContract } from '@tessera/events';
import type { ServiceSchema } from '@tessera/platform';
import { serviceSchema } from './services.ts';

/** As `serviceSchema`, with the event contract read from the service's folder: not for a bundle. */
export async function loadServiceSchema(service: string, prefix: string): Promise<ServiceSchema> {
  const { default: events } =
    (await import(`../../subgraphs/${service}/contract/events.ts`)) as { default: EventContract };
  return serviceSchema(service, events, prefix);
}
