/** Holds how a message gets to a receiver: its words, its signature, and the hosts allowed. */
@NullMarked
package io.citylake.schedule.alert.send;

import org.jspecify.annotations.NullMarked;
