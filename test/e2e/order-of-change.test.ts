import { CHANGES, takeNoAccessAway } from "../support/order-of-change";

jest.setTimeout(600_000);

// One of each kind: a replacement, a new key, a reader less, all of them at once. The others are in test/full.
const SAMPLE = ["name of a secret", "key", "reader that goes", "name, key and reader at once"];

takeNoAccessAway(CHANGES.filter(([what]) => SAMPLE.includes(what)));
