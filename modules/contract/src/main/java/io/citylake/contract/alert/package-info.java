/** Holds what a workspace says of alerts: who hears of what, where and when. */
@NullMarked
package io.citylake.contract.alert;

import org.jspecify.annotations.NullMarked;
