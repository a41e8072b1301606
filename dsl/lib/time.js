// Durations and timestamps as numbers: there is no clock and no Date in a policy.
import { refuse, show } from "./check.js";

/** Milliseconds of a duration such as "90s", "10m", "1h30m"; a number is milliseconds already. */
export function milliseconds(value) {
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  if (typeof value !== "string" || !/^(\d+(ms|s|m|h|d))+$/.test(value)) refuse("duration", `${show(value)} is no duration; write "90s", "10m" or "1h30m"`);
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let sum = 0;
  for (const [, count, unit] of value.matchAll(/(\d+)(ms|s|m|h|d)/g)) sum += Number(count) * units[unit];
  return sum;
}

/** Checks that a field is a duration. */
export function duration(value, where) {
  if (typeof value === "number" && value >= 0 && value < Infinity) return;
  if (typeof value !== "string" || !/^(\d+(ms|s|m|h|d))+$/.test(value)) refuse(where, `${show(value)} is no duration; write "90s", "10m" or "1h30m"`);
}

/** Milliseconds since 1970 of an RFC 3339 timestamp in UTC or with an offset. */
export function timestamp(value) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(value);
  if (parts === null) refuse("timestamp", `${show(value)} is no RFC 3339 timestamp`);
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = parts;
  // Days from the civil calendar, counted from March so that a leap day is a year's last.
  const y = Number(year) - (Number(month) <= 2 ? 1 : 0), era = Math.floor(y / 400), ofEra = y - era * 400;
  const ofYear = Math.floor((153 * ((Number(month) + 9) % 12) + 2) / 5) + Number(day) - 1;
  const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
  const offset = sign === undefined ? 0 : (sign === "+" ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  return ((days * 24 + Number(hour)) * 60 + Number(minute) + offset) * 60_000 + Number(second) * 1000 + Math.floor(Number(fraction ?? 0) * 1000);
}
