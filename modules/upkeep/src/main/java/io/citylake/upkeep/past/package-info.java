/** Holds how long the lake remembers what it did: its ledger, its slots, its logs. */
@NullMarked
package io.citylake.upkeep.past;

import org.jspecify.annotations.NullMarked;
