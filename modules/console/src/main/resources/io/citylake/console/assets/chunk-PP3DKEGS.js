var R="/assets/map-worker-6YRSDQAO.js";export{R as a};
