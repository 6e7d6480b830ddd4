/** The methods and headers of the API that pages of other origins can use. They authenticate with an API key, not with cookies. */
export const CORS_METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const CORS_HEADERS = ['Content-Type', 'Authorization', 'api-key', 'User-Agent'];
