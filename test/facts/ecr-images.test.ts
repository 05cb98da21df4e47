import { isPublicEcrImage, parseEcrImage } from "../../modules/facts";

const WEB = { account: "111111111111", repository: "orders/web" };

it.each([
  ["111111111111.dkr.ecr.eu-central-1.amazonaws.com/orders/web:1.8", "eu-central-1"],
  ["111111111111.dkr.ecr.eu-central-1.amazonaws.com/orders/web@sha256:00", "eu-central-1"],
  ["111111111111.dkr.ecr.eu-central-1.amazonaws.com/orders/web", "eu-central-1"],
  ["111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com/orders/web:1", "us-gov-west-1"],
  ["111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/orders/web:1", "cn-north-1"],
  ["111111111111.dkr.ecr.eusc-de-east-1.amazonaws.eu/orders/web:1", "eusc-de-east-1"],
  ["111111111111.dkr.ecr.us-iso-east-1.c2s.ic.gov/orders/web:1", "us-iso-east-1"],
  ["111111111111.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk/orders/web:1", "eu-isoe-west-1"],
  ["111111111111.dkr-ecr.eu-west-1.on.aws/orders/web:1", "eu-west-1"],
  ["111111111111.dkr-ecr-fips.us-east-1.on.aws/orders/web:1", "us-east-1"],
  ["111111111111.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/orders/web:1", "cn-north-1"],
])("%s is an image of ECR in %s", (image, region) => {
  expect(parseEcrImage(image)).toEqual({ ...WEB, region });
});

it.each([
  "public.ecr.aws/docker/library/busybox:1.37",
  "registry.example.com/111111111111.dkr.ecr.eu-central-1.amazonaws.com/web",
  "11111111111.dkr.ecr.eu-central-1.amazonaws.com/web:1",
  "111111111111.dkr.ecr.eu-central-1.example.com/web:1",
  "111111111111.dkr.ecr.eu-central-1.amazonaws.com/",
  "busybox",
])("%s is no image of a private repository", (image) => {
  expect(parseEcrImage(image)).toBeUndefined();
});

it("knows the gallery for everyone by its host alone", () => {
  expect(isPublicEcrImage("public.ecr.aws/docker/library/busybox:1.37")).toBe(true);
  expect(isPublicEcrImage("registry.example.com/public.ecr.aws/busybox")).toBe(false);
});
