// What the host calls. Texts and typed arrays only, both ways.
return {
  files(text) { bundleFiles = new Set(JSON.parse(text)); },
  parameters, adopt, inventory, reserve, page,
  place, customize, choose, cases, select, describe: describeObject, health, map, combine, fold, finish, waves, gate,
};
