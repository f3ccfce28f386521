/** Put in by the build: where the map's worker is. */
declare const MAP_WORKER_ADDRESS: string;

export const MAP_WORKER: string = MAP_WORKER_ADDRESS;
