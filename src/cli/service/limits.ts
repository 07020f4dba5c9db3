/** What one request may ask for, and how many may wait. */
export interface ServiceLimits {
  /** Samples of an answer. Default: 10,000. */
  readonly count: number;
  /** Bytes of the body of a request. Default: 65,536. */
  readonly body: number;
  /** Requests that wait while one is computed. Default: 16. */
  readonly waiting: number;
  /** Seconds in which a request is answered, waiting included. Default: 30. */
  readonly seconds: number;
}

export const usualLimits: ServiceLimits = { count: 10_000, body: 65_536, waiting: 16, seconds: 30 };

/** Numbers of an answer: 10 million of them are 40 MB as JSON. */
const MOST_NUMBERS = 10_000_000;

/** Samples of so many numbers that an answer may have. */
export const mostSamples = ({ count }: ServiceLimits, size: number): number =>
  Math.max(1, Math.min(count, Math.floor(MOST_NUMBERS / size)));
