const RATE = /^rate\((1 hour|1 day|([1-9]\d{0,3}) (?:hours|days))\)$/;
// Minutes are 0 and the year is every one; of the two day fields exactly one is `?`.
const CRON = /^cron\(0 ([\d,/*-]+) ([\d,/*L?-]+) ([\dA-Z,/*-]+) ([\dA-Z,/*#L?-]+) \*\)$/;
const DAY = 24;

/**
 * The least number of hours from one rotation to the next; undefined for what is no schedule.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function leastHoursBetween(expression: string): number | undefined {
  const [rate, , amount] = RATE.exec(expression) ?? [];
  if (rate !== undefined) {
    return Number(amount ?? 1) * (rate.includes("day") ? DAY : 1);
  }
  const hours = cronHours(expression);
  if (!hours) return undefined;
  const gaps = hours.slice(1).map((hour, index) => hour - (hours[index] ?? 0));
  // AWS starts the hours anew each day, so the last of a day and the first of the next do not count.
  return Math.min(DAY, ...gaps);
}

/**
 * Where a window ends, in hours: after midnight for schedules in days, or as a share of 24 that is exceeded when it
 * reaches into the next window.
 */
export function windowEnd(window: number, expression: string | undefined): number {
  if (expression === undefined) return window;
  const between = leastHoursBetween(expression) ?? DAY;
  if (window > between) return DAY + window;
  return (cronHours(expression)?.at(-1) ?? 0) + window;
}

/** The hours of the day at which a cron expression begins, ascending; undefined for what is none. */
function cronHours(expression: string): readonly number[] | undefined {
  const [cron, hours = "", dayOfMonth, , dayOfWeek] = CRON.exec(expression) ?? [];
  if (cron === undefined || (dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const listed = hours.split(",").map(hoursOfPart);
  if (listed.some((part) => part === undefined)) return undefined;
  return [...new Set(listed.flatMap((part) => part ?? []))].sort((a, b) => a - b);
}

/** `*`, `8`, `8-16`, `8/4`, `/8`: what one part of the field stands for. */
function hoursOfPart(part: string): readonly number[] | undefined {
  const [whole, from, to, step] = /^(\*|\d+)?(?:-(\d+))?(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  if (whole === undefined || whole === "") return undefined;
  const first = from === undefined || from === "*" ? 0 : Number(from);
  const open = from === undefined || from === "*" || step !== undefined;
  const last = to === undefined ? (open ? DAY - 1 : first) : Number(to);
  if (first > last || last >= DAY || (to !== undefined && (from === undefined || from === "*"))) {
    return undefined;
  }
  const hours: number[] = [];
  for (let hour = first; hour <= last; hour += Number(step ?? 1)) hours.push(hour);
  return hours;
}
