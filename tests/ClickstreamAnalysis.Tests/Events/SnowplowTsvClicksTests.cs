using System.Text;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Clicks from Snowplow's enriched stream, whose columns are known by their order only.</summary>
public sealed class SnowplowTsvClicksTests
{
    // The documented order of the columns.
    private static readonly string[] s_names = """
        app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker v_collector v_etl user_id user_ipaddress
        user_fingerprint domain_userid domain_sessionidx network_userid geo_country geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name
        ip_isp ip_organization ip_domain ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath page_urlquery
        page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery refr_urlfragment refr_medium refr_source refr_term mkt_medium
        mkt_source mkt_term mkt_content mkt_campaign contexts se_category se_action se_label se_property se_value unstruct_event tr_orderid tr_affiliation
        tr_total tr_tax tr_shipping tr_city tr_state tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity pp_xoffset_min pp_xoffset_max
        pp_yoffset_min pp_yoffset_max useragent br_name br_family br_version br_type br_renderengine br_lang br_features_pdf br_features_flash br_features_java
        br_features_director br_features_quicktime br_features_realplayer br_features_windowsmedia br_features_gears br_features_silverlight br_cookies
        br_colordepth br_viewwidth br_viewheight os_name os_family os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth dvce_screenheight
        doc_charset doc_width doc_height tr_currency tr_total_base tr_tax_base tr_shipping_base ti_currency ti_price_base base_currency geo_timezone mkt_clickid
        mkt_network etl_tags dvce_sent_tstamp refr_domain_userid refr_device_tstamp derived_contexts domain_sessionid derived_tstamp event_vendor event_name
        event_format event_version event_fingerprint true_tstamp
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly (string Name, string Value)[] s_view =
    [
        ("app_id", "shop"), ("platform", "web"), ("collector_tstamp", "2026-03-01 12:00:03.000"), ("event", "page_view"), ("domain_userid", "4b0dfa75"), ("network_userid", "net-1"),
        ("page_url", "https://shop.example/cart?a=1"), ("page_referrer", "https://search.example/"), ("page_urlpath", "/cart"), ("mkt_campaign", "spring"),
        ("contexts", "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0\",\"data\":[]}"), ("useragent", "Browser/1 (é)"),
        ("domain_sessionid", "b1c2"), ("derived_tstamp", "2026-03-01 12:00:00.250"), ("event_vendor", "com.snowplowanalytics.snowplow"), ("event_name", "page_view"),
    ];

    [Test]
    public void A_line_has_131_columns() => Assert.That(s_names, Has.Length.EqualTo(131).And.Unique);

    [Test]
    public void A_page_view_is_a_click() =>
        Assert.That(Click(Line(s_view)), Is.EqualTo("4b0dfa75|page_view|2026-03-01T12:00:00.250|/cart|https://search.example/|spring|Browser/1 (é)"));

    [Test]
    public void A_column_without_a_value_is_replaced_by_the_next_best() =>
        Assert.That(
            Click(Line(("collector_tstamp", "2026-03-01 12:00:03.000"), ("event", "struct"), ("network_userid", "net-1"), ("page_url", "https://shop.example/")) + "\r\n"),
            Is.EqualTo("net-1|struct|2026-03-01T12:00:03.000|https://shop.example/|||"));

    [Test]
    public void A_user_who_has_signed_in_comes_first() => Assert.That(Click(Line([.. s_view, ("user_id", "ann")])), Does.StartWith("ann|"));

    private static IEnumerable<TestCaseData> BadLines()
    {
        yield return new TestCaseData("", "invalid-tsv").SetArgDisplayNames("empty");
        yield return new TestCaseData(Line(s_view)[..^1], "invalid-tsv").SetArgDisplayNames("a column less");
        yield return new TestCaseData(Line(s_view) + "\t", "invalid-tsv").SetArgDisplayNames("a column more");
        yield return new TestCaseData(Line(s_view).Replace('\t', ' '), "invalid-tsv").SetArgDisplayNames("spaces instead of tabs");
        yield return new TestCaseData(string.Join('\t', s_names), "invalid-time").SetArgDisplayNames("the names of the columns");
        yield return new TestCaseData(Line([.. s_view, ("domain_userid", ""), ("network_userid", "")]), "missing-user").SetArgDisplayNames("no user");
        yield return new TestCaseData(Line([.. s_view, ("event_name", ""), ("event", "")]), "missing-event").SetArgDisplayNames("no event");
        yield return new TestCaseData(Line([.. s_view, ("derived_tstamp", ""), ("collector_tstamp", "")]), "missing-time").SetArgDisplayNames("no time");
        yield return new TestCaseData(Line([.. s_view, ("derived_tstamp", "1772366400250")]), "invalid-time").SetArgDisplayNames("a time in milliseconds");
        yield return new TestCaseData(Line([.. s_view, ("derived_tstamp", "1969-12-31 23:59:59.999")]), "invalid-time").SetArgDisplayNames("before 1970");
    }

    [TestCaseSource(nameof(BadLines))]
    public void Another_line_is_a_bad_record_with_its_reason(string line, string reason) =>
        Assert.That(Assert.Throws<SerdeException>(() => Click(line))!.Reason, Is.EqualTo(reason));

    [Test]
    public void Bytes_that_are_no_text_are_a_bad_record() =>
        Assert.That(
            Assert.Throws<SerdeException>(() => SnowplowTsvClicks.Serde.Deserialize([.. Encoding.UTF8.GetBytes(Line(s_view)), 0x83]))!.Reason, Is.EqualTo("invalid-tsv"));

    [Test]
    public void Any_bytes_are_a_click_or_a_serde_exception() => Damaged.Read(SnowplowTsvClicks.Serde, Line(s_view));

    [Test]
    public void A_click_whose_texts_are_known_allocates_nothing() => Damaged.AssertAllocatesNothing(SnowplowTsvClicks.Serde, Line(s_view));

    private static string Line(params (string Name, string Value)[] values)
    {
        var columns = new string[s_names.Length];
        foreach (var (name, value) in values)
        {
            columns[Array.IndexOf(s_names, name)] = value;
        }

        return string.Join('\t', columns);
    }

    private static string Click(string line)
    {
        var click = SnowplowTsvClicks.Serde.Deserialize(Encoding.UTF8.GetBytes(line));
        return $"{click.User}|{click.Name}|{click.Time:yyyy-MM-ddTHH:mm:ss.fff}|{click.Page}|{click.Referrer}|{click.Campaign}|{click.UserAgent}";
    }
}
