package ao.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes two addresses the same pull request: host, whole path and number. The legacy software leaves the host and
 * the outer groups out and heeds letter case, and so takes two for one and one for two (trap T-31).
 */
public final class PullRequestId {
    private static final Pattern NUMBERED = Pattern.compile("^(/.+?/(?:pull|-/merge_requests)/\\d+)(?:/.*)?$");

    private PullRequestId() { }

    /** The identity of an address; the address itself when it has no known form. */
    public static String of(String address) {
        try {
            var uri = new URI(address.strip());
            if (uri.getHost() == null || uri.getRawPath() == null) return address;
            var path = NUMBERED.matcher(uri.getRawPath());
            return path.matches() ? (uri.getHost() + path.group(1)).toLowerCase(Locale.ROOT) : address;
        } catch (URISyntaxException e) {
            return address;
        }
    }
}
