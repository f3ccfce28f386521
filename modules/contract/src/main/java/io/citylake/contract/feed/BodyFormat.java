package io.citylake.contract.feed;

/** What the bodies are that senders push with a key. */
public enum BodyFormat {
  /** JSON: an object is a message, of an array each element, of NDJSON each line. */
  JSON,
  /** Notifications of NGSI-LD or NGSI-v2: each entity is a message. */
  NGSI
}
