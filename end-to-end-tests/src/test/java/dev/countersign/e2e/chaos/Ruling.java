package dev.countersign.e2e.chaos;

import java.util.Locale;

/** What is to become of a call, said by its arguments, which the policy goes by. */
enum Ruling {
    /** The policy approves it. */
    POLICY(45),
    /** A person approves it. */
    APPROVE(30),
    /** A person changes its arguments and so approves it. */
    EDIT(8),
    /** A person rejects it. */
    REJECT(7),
    /** The policy denies it. */
    DENY(7),
    /** Nobody decides until its time is over. */
    EXPIRE(3);

    private final int percent;

    Ruling(int percent) {
        this.percent = percent;
    }

    String mark() {
        return name().toLowerCase(Locale.ROOT) + "-";
    }

    /** Of a number from 0 to 99. */
    static Ruling of(int number) {
        int below = 0;
        for (Ruling ruling : values()) {
            below += ruling.percent;
            if (number < below) {
                return ruling;
            }
        }
        throw new IllegalArgumentException(number + " is not below 100");
    }
}
