package io.citylake.city;

/** Which sending of a file: departments correct themselves under the same name. */
public enum Revision {
  FIRST,
  CORRECTED
}
