package io.citylake.serve.engine;

import io.citylake.govern.lineage.TableLinks;

/** What callers look at beside rows. */
public record Catalogue(CatalogView shelf, CatalogSearch search, TableLinks links) {}
