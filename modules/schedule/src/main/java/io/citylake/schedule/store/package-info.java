/** Holds where slots are kept. Must not decide what becomes of one. */
@NullMarked
package io.citylake.schedule.store;

import org.jspecify.annotations.NullMarked;
