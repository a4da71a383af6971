package dev.countersign.executor.catalog;

/** A tool of this executor stands in the catalogue as another's. The message names both. */
public final class CatalogConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CatalogConflictException(String tool, String owner) {
        super("tool '" + tool + "' is offered by executor '" + owner
                + "' already: rename it, switch it off with countersign.tools." + tool
                + ".enabled=false, or withdraw it there");
    }
}
