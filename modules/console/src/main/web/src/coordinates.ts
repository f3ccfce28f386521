import type {Coordinates} from './api';

/**
 * From WGS-84, which tables have, to what a base map is drawn in, and back. GCJ-02's formula isn't published by the state;
 * this is the one that was worked out and published as "eviltransform" (googollee, MIT) and taken by "coordtransform"
 * (wandergis, MIT), as is BD-09's. They agree with the real ones to a metre or two.
 */
export type Place = [longitude: number, latitude: number];

/** Of the Krasovsky ellipsoid of 1940. */
const AXIS = 6378245.0;
const ECCENTRICITY = 0.00669342162296594323;
const BAIDU = (Math.PI * 3000) / 180;

/** Beyond these the offset isn't used. */
function abroad([lon, lat]: Place): boolean {
  return lon < 73.66 || lon > 135.05 || lat < 3.86 || lat > 53.55;
}

function waves(x: number, y: number, from: number): number {
  const slow = (factor: number, of: number) => factor * Math.sin(of * Math.PI);
  const common = ((slow(20, 6 * x) + slow(20, 2 * x)) * 2) / 3;
  return from === 0
    ? common + ((slow(20, x) + slow(40, x / 3)) * 2) / 3 + ((slow(150, x / 12) + slow(300, x / 30)) * 2) / 3
    : common + ((slow(20, y) + slow(40, y / 3)) * 2) / 3 + ((slow(160, y / 12) + slow(320, y / 30)) * 2) / 3;
}

function toGcj([lon, lat]: Place): Place {
  if (abroad([lon, lat])) {
    return [lon, lat];
  }
  const x = lon - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, y, 0);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x, y, 1);
  const angle = (lat / 180) * Math.PI;
  const bend = 1 - ECCENTRICITY * Math.sin(angle) ** 2;
  return [
    lon + (east * 180) / ((AXIS / Math.sqrt(bend)) * Math.cos(angle) * Math.PI),
    lat + (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (bend * Math.sqrt(bend))) * Math.PI),
  ];
}

function toBaidu([lon, lat]: Place): Place {
  const far = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * BAIDU);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BAIDU);
  return [far * Math.cos(angle) + 0.0065, far * Math.sin(angle) + 0.006];
}

export function shown(place: Place, coordinates: Coordinates): Place {
  switch (coordinates) {
    case 'wgs84':
      return place;
    case 'gcj02':
      return toGcj(place);
    case 'bd09':
      return toBaidu(toGcj(place));
  }
}

/** The inverse, to a hundredth of a metre: each turn takes off what is still too much. */
export function stored(place: Place, coordinates: Coordinates): Place {
  let guess = place;
  for (let turn = 0; coordinates !== 'wgs84' && turn < 6; turn++) {
    const there = shown(guess, coordinates);
    guess = [guess[0] + place[0] - there[0], guess[1] + place[1] - there[1]];
  }
  return guess;
}

/** Every place within GeoJSON's coordinates, however deep. */
export function shownAll(coordinates: unknown, of: Coordinates): unknown {
  if (!Array.isArray(coordinates) || of === 'wgs84') {
    return coordinates;
  }
  return typeof coordinates[0] === 'number' && typeof coordinates[1] === 'number'
    ? shown([coordinates[0], coordinates[1]], of)
    : coordinates.map((each) => shownAll(each, of));
}
