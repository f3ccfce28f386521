/** Holds what people ask of deliveries, and do to them. Must not write rows by itself. */
@NullMarked
package io.citylake.run.delivery;

import org.jspecify.annotations.NullMarked;
