import sanitizeHtml from 'sanitize-html';

const HEADINGS = ['h2', 'h3', 'h4', 'h5', 'h6'];
const BLOCKS = ['p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'figure', 'figcaption'];
const WORDS = ['strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'mark', 'small', 'abbr', 'a', 'img'];
const TABLES = ['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'caption'];

/** What formats text, links and shows images; nothing that runs, frames, submits or restyles the page around it. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [...HEADINGS, ...BLOCKS, ...WORDS, ...TABLES],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    abbr: ['title'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    ol: ['start'],
  },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https', 'http'] },
  allowProtocolRelative: false,
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener nofollow' }) },
};

const UUID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const ADDRESS = new RegExp(`/media/files/${UUID}/${UUID}/`, 'gi');

/** The ids of a tenant's media files that a text shows or links to by their addresses, on whatever host. */
export function mediaInRichText(html: string, tenantId: string): string[] {
  const found = [...html.matchAll(ADDRESS)].map(([, tenant = '', id = '']) => [tenant.toLowerCase(), id.toLowerCase()] as const);
  return [...new Set(found.filter(([tenant]) => tenant === tenantId).map(([, id]) => id))];
}

/** HTML that a site may put into its pages as it is: everything but formatted text, links and images is gone. */
export function sanitizeRichText(html: string): string {
  return sanitizeHtml(html, ALLOWED);
}
