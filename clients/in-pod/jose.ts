/* The part of the package jose that the hook uses: the package as a whole has every algorithm. It is a file of its own in pods. */
export { compactVerify, SignJWT } from 'jose';
