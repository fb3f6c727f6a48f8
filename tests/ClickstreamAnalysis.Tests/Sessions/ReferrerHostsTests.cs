using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The host of a referrer, and which hosts are the site itself.</summary>
[TestFixture]
public sealed class ReferrerHostsTests
{
    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("/cart", null, TestName = "A_path_is_a_page_of_the_site")]
    [TestCase("https://shop.example/cart", null)]
    [TestCase("https://www.shop.example", null)]
    [TestCase("https://blog.shop.example/", null, TestName = "A_host_below_an_own_one_is_the_site")]
    [TestCase("https://SHOP.example", null)]
    [TestCase("https://second.example", null, TestName = "An_own_host_may_be_given_with_www_and_spaces")]
    [TestCase("https://myshop.example/", "myshop.example", TestName = "A_host_that_only_ends_like_an_own_one_is_external")]
    [TestCase("https://search.example/a?b#c", "search.example")]
    [TestCase("https://search.example?q=shoes", "search.example")]
    [TestCase("https://search.example#top", "search.example")]
    [TestCase("https://search.example:8443/", "search.example")]
    [TestCase("https://user:secret@search.example/", "search.example", TestName = "A_user_is_no_part_of_the_host")]
    [TestCase("https://WWW.Search.EXAMPLE/", "search.example")]
    [TestCase("https://[2001:db8::1]/", "[2001:db8::1]", TestName = "An_IPv6_address_has_no_port")]
    [TestCase("https://[2001:db8::1]:8443/", "[2001:db8::1]")]
    [TestCase("android-app://com.example", "com.example")]
    [TestCase("newsletter", "newsletter", TestName = "A_text_without_a_scheme_counts_as_it_is")]
    public void The_external_host_is(string? referrer, string? host) =>
        Assert.That(new ReferrerHosts(["shop.example", " www.second.example "]).ExternalHostOf(referrer), Is.EqualTo(host));
}
