/**
 * Holds the spool: files to which one process appends messages, and which others read. May import
 * model. Must not know what a message is about.
 */
@NullMarked
package io.citylake.receive.spool;

import org.jspecify.annotations.NullMarked;
