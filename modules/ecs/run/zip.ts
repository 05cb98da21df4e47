/** CRC-32 of every byte, as ZIP counts it. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

/** The first moment that ZIP can tell: the same archive on every machine, at any time. */
const DATE = 0x0021;
/** A file that its owner may write and everybody read, as Lambda needs it. */
const MODE = 0o100644;

/**
 * An archive of one file, not compressed: Lambda takes code only so.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipOf(fileName: string, content: Buffer): Buffer {
  const name = Buffer.from(fileName);
  const entry = (signature: readonly number[], further: Buffer): Buffer => {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    return Buffer.concat([Buffer.from(signature), common, further, name]);
  };
  const local = Buffer.concat([entry([0x50, 0x4b, 3, 4], Buffer.alloc(0)), content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE((MODE << 16) >>> 0, 6);
  // Made by Unix, version 3.0.
  const central = entry([0x50, 0x4b, 1, 2, 30, 3], attributes);
  const end = Buffer.alloc(22);
  end.set([0x50, 0x4b, 5, 6]);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function crc32(content: Buffer): number {
  let value = 0xffffffff;
  for (const byte of content) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
