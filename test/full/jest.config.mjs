// `npm run test:full`: every test there is, and every property with all of its random cases.
import base from "../../jest.config.mjs";

export default {
  ...base,
  projects: base.projects.map((project) => ({ ...project, globals: { allRandomCases: true } })),
};
