/** What pages of other origins may do at the API: all that Qdrant has, with a key of their own instead of cookies. */
export const CORS_METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const CORS_HEADERS = ['Content-Type', 'Authorization', 'api-key', 'User-Agent'];
