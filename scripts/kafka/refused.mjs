/** What stands in the way, in a sentence for the user: no stack trace helps there. */
export class Refused extends Error {}
