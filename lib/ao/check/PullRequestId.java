package ao.check;

import java.util.Locale;

/**
 * What makes two addresses the same pull request: host, whole path and number. The legacy software leaves the host and
 * the outer groups out and heeds letter case, and so takes two for one and one for two (trap T-31).
 */
public final class PullRequestId {
    private static final String[] MARKS = {"/pull/", "/-/merge_requests/"};

    private PullRequestId() { }

    /** The identity of an address; the address itself when it has no known form. */
    public static String of(String address) {
        int host = address.indexOf("://");
        for (var mark : MARKS) {
            int at = host < 0 ? -1 : address.lastIndexOf(mark);
            int end = at + mark.length();
            while (at > host + 3 && end < address.length() && address.charAt(end) >= '0' && address.charAt(end) <= '9') end++;
            if (at > host + 3 && end > at + mark.length()) return address.substring(host + 3, end).toLowerCase(Locale.ROOT);
        }
        return address;
    }
}
