const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const TIME = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

export const count = (value: number): string => COUNT.format(value);

/** Four significant digits; a dash for what is missing. */
export const short = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : SHORT.format(value);

/** A share of 1 in percent with one decimal. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : `${(value * 100).toFixed(1)} %`;

/** A moment, UTC. */
export const moment = (ms: number | null): string => (ms === null ? "–" : `${TIME.format(ms)} UTC`);

/** The tiers as the field writes them. */
export const tierName = (tier: number | null): string =>
  tier === null ? "–" : tier === 0 ? "no drift" : `tier ${"ABC"[tier - 1] ?? tier}`;
