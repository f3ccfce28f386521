/**
 * Holds the player: what devices and platforms of the reference city push to live feeds, in the
 * order in which a day brings it. May import the generator and nothing of the lake.
 */
@NullMarked
package io.citylake.city.play;

import org.jspecify.annotations.NullMarked;
