import type { Diagnostic } from "./events";

/** One diagnostic as text: address, summary and detail. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const subject = diagnostic.address === undefined ? "" : `${diagnostic.address}: `;
  const detail = diagnostic.detail === "" ? "" : `\n${withoutQuotations(diagnostic.detail)}`;
  return `${subject}${withoutQuotations(diagnostic.summary)}${detail}`;
}

/**
 * A message of a provider without what it may quote: a value that was generated during the apply is in no list of ours. So
 * it ends at the word before what was given.
 */
export function withoutQuotations(text: string): string {
  const given = GIVEN.exec(text);
  const ends = [given === null ? -1 : given.index + given[0].length, endOfAnswer(text)];
  const known = ends.filter((end) => end >= 0);
  if (known.length === 0) return text;
  return `${text.slice(0, Math.min(...known)).trimEnd()} … (what follows may quote a value)`;
}

/** After what a provider itself repeats what it was given, in the words of its validations and waiters. */
const GIVEN =
  /\b(?:got|received)\b:?\s+(?=\S)|"[\w.-]+" \((?=\S)|\bcty\.\w+\(|\b[\w-]*(?:secret|password|token|value)[\w-]*\s*=\s*(?=\S)|\b(?:secretstring|secretbinary|secret|password|value)\s*:\s+(?!operation error\b)(?=\S)/i;

/** Where a provider begins to say what AWS answered, in the words of both versions of the SDK. */
const ANSWER =
  /\b(?:operation error|response error|api error)\b|\bStatusCode: \d|\b[A-Z]\w+: (?=[^]*\bstatus code: \d)/;

/**
 * Signs with which an answer begins to quote the request: its JSON, its form, or a value of it. S3's own id is base64, and
 * an apostrophe is a part of a word.
 */
const QUOTATION =
  /(?<!StatusCode: \d+, RequestID: [\w-]*, HostID: [\w+/=]*)["`´{}[\]=&<>\\\p{Pi}\p{Pf}]|'(?!(?<=[a-z]')(?:t|s|re|ve|ll)\b)/u;

/** What stands before the message of AWS: the code of the error, and ids of the call, which look like values. */
const BEFORE_MESSAGE =
  /\bapi error [\w.]+: |\bRequestID: [\w-]*,(?: HostID: [\w+/=]*,)?(?: api error)?(?: [A-Z][\w.]+:)? |^[A-Z][\w.]+: /;

/** Where an answer of AWS begins to quote; -1 where it does not, and where there is none. */
function endOfAnswer(text: string): number {
  const start = text.search(ANSWER);
  if (start < 0) return -1;
  const answer = text.slice(start);
  const [before = ""] = BEFORE_MESSAGE.exec(answer) ?? [];
  const from = before === "" ? 0 : answer.indexOf(before) + before.length;
  const head = answer.slice(0, from);
  // Without a message there are names of calls only.
  const value = before === "" ? -1 : valueIn(answer.slice(from), !holdsNoValue(head));
  const ends = [answer.search(QUOTATION), value < 0 ? -1 : from + value];
  const known = ends.filter((end) => end >= 0);
  return known.length === 0 ? -1 : start + Math.min(...known);
}

/** Services that are sent no secret, and refusals that AWS words without looking at one. */
const NO_SECRET =
  /\boperation error (?:ECS|IAM|STS|EC2|ECR|S3|CloudWatch|CloudWatch Logs|EventBridge|Scheduler|Elastic Load Balancing v2|Application Auto Scaling|ServiceDiscovery): |\b\w*(?:AccessDenied|Unauthorized|NotAuthorized|Expired|Throttl|Unrecognized|NotFound|Exists|LimitExceeded|Quota)\w*: $/;

function holdsNoValue(head: string): boolean {
  return NO_SECRET.test(head);
}

/** Where the first word of a message stands that may be a value; -1 where all are plain. */
function valueIn(message: string, isStrict: boolean): number {
  let isAnnounced = false;
  for (const { index, 0: word } of message.matchAll(/[^\s,;()]+/g)) {
    const plain = word.replace(/[.:!?]+$/, "");
    if (plain === "") continue;
    if (isAnnounced ? !FUNCTION_WORDS.has(plain.toLowerCase()) : mayBeValue(plain, isStrict))
      return index;
    isAnnounced ||= ANNOUNCES.test(plain);
  }
  return -1;
}

/** After it AWS repeats what it was given. */
const ANNOUNCES = /^(?:values?|got|received|input|password|plaintext|secret(?:string|binary))$/i;

/** What AWS says of a value, and not as one. */
const FUNCTION_WORDS = new Set(
  (
    "value values input a an and are at be been by can can't cannot could did do does doesn't exceed exceeds for from has " +
    "have if in invalid is isn't it its large least length less long maximum minimum more most must not null of on only or " +
    "required set short should small string than that the then this to too valid was were when which while with you your " +
    "already allowed between characters contain contains empty option overwrite parameter request secret supported true"
  ).split(" "),
);

const ARN = /^arn:aws[\w-]*:/;
/** A word, of which none is long, a name of the API such as targetGroupArn or SecureString, an action, a small number, or a path of words. */
const PLAIN =
  /^(?:[A-Za-z]?[a-z]{0,14}(?:['’-][a-z]{1,14})*|[A-Za-z]?[a-z]{2,14}(?:[A-Z][a-z]{2,14})*(?:ID|Id|ARN)?s?|[A-Z]{2,6}s?|[a-z][a-z-]+:[A-Z][A-Za-z]+|\d{1,5}|[/:*-]|\/?[a-z.-]{1,15}(?:\/[a-z.-]{1,15})*)$/;

/** Letters and digits of both cases; a sign that no name of a thing of AWS has; or long, and no path. */
const VALUE =
  /^(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])\S{8,}$|[!#$%^*?@|~]+[^\s.,;:]|^(?!\/)(?=\S*\d)(?=\S*[A-Za-z])\S*[\w+/-]{16,}/;

function mayBeValue(word: string, isStrict: boolean): boolean {
  return !ARN.test(word) && (isStrict ? !PLAIN.test(word) : VALUE.test(word));
}
