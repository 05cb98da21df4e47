export * from "./emulator";
export * from "./local-aws";
export * from "./provider-override";
