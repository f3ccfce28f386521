/** Holds what is declared of live feeds: who may send, how much, and how much is kept. */
@NullMarked
package io.citylake.contract.feed;

import org.jspecify.annotations.NullMarked;
