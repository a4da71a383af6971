package dev.countersign.approval.policy;

/** Where something stands in a policy file: line and column in characters, each from 1. */
record Place(int line, int column) {

    static final Place START = new Place(1, 1);
}
