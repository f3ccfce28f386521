/**
 * Holds who may read what, and what was read: policies enforced on analysed plans, users, the
 * access log, lineage, the catalogue. May import {@code model} and {@code contract}. Must not know
 * the verbs that write.
 */
@NullMarked
package io.citylake.govern;

import org.jspecify.annotations.NullMarked;
