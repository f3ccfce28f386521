/**
 * Holds how rows get into tables: stage on a branch, publish in one commit, discard; and the
 * reading of quarantine. May import model and contract. Must not import the other verbs.
 */
@NullMarked
package io.citylake.publish;

import org.jspecify.annotations.NullMarked;
