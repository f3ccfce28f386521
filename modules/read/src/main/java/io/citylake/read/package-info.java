/**
 * Source to rows and position: what is new at a job's source, and the judged rows of it. May import
 * model and contract. Must not use Iceberg nor import the other verbs.
 */
@NullMarked
package io.citylake.read;

import org.jspecify.annotations.NullMarked;
