/** Holds what people do with refused rows: count, mend, replay, discard. */
@NullMarked
package io.citylake.run.quarantine;

import org.jspecify.annotations.NullMarked;
