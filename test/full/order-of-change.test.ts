import { CHANGES, takeNoAccessAway } from "../support/order-of-change";

jest.setTimeout(600_000);

takeNoAccessAway(CHANGES);
