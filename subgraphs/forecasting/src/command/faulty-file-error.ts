/** The caller's file can't be used: says what is wrong, where, and what to do. */
export class FaultyFileError extends Error {}
