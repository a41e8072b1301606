// @ts-check

/** Share of traces that are kept, by the size of a store. */
export const sampling = { large: "0.01", medium: "0.05", small: "0.20" };

/** Where a region's telemetry goes. @param {string} region */
export const endpointOf = region => `https://telemetry.${region}.example.com:4317`;
