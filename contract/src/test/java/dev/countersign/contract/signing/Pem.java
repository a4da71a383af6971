package dev.countersign.contract.signing;

import java.util.Base64;

/** PEM text as openssl writes it. */
final class Pem {
    private Pem() {}

    static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
