namespace ClickstreamAnalysis.Tests.Headers;

public sealed class RecordHeadersTests
{
    private static readonly RecordHeaders s_headers = [new("trace", [1]), new("source", "web"u8.ToArray()), new("trace", [2]), new("none", null), new("empty", [])];

    [Test]
    public void Names_that_repeat_are_found_in_order_and_last_first()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_headers.Count, Is.EqualTo(5));
            Assert.That(s_headers.Select(header => header.Name), Is.EqualTo(new[] { "trace", "source", "trace", "none", "empty" }));
            Assert.That(s_headers[2].Value, Is.EqualTo(new byte[] { 2 }));
            Assert.That(s_headers.Last("trace"), Is.EqualTo(new byte[] { 2 }));
            Assert.That(s_headers.Named("trace").Select(header => header.Value), Is.EqualTo(new[] { new byte[] { 1 }, [2] }));
            Assert.That(s_headers.LastText("source"), Is.EqualTo("web"));
        }
    }

    [Test]
    public void Missing_null_and_empty_values_differ()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_headers.Contains("none"), Is.True);
            Assert.That(s_headers.Last("none"), Is.Null);
            Assert.That(s_headers.TryGetLast("none", out var none), Is.True);
            Assert.That(none, Is.EqualTo(new RecordHeader("none", null)));
            Assert.That(s_headers.Last("empty"), Is.Empty);
            Assert.That(s_headers.LastText("empty"), Is.Empty);
            Assert.That(s_headers.Contains("Trace"), Is.False);
            Assert.That(s_headers.TryGetLast("missing", out _), Is.False);
            Assert.That(s_headers.LastText("missing"), Is.Null);
            Assert.That(s_headers.Named("missing"), Is.SameAs(RecordHeaders.Empty));
        }
    }

    [Test]
    public void Add_and_Remove_leave_the_original_as_it_is()
    {
        var added = s_headers.AddText("trace", "é").Add("last", null);
        var removed = added.Remove("trace");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_headers.Count, Is.EqualTo(5));
            Assert.That(added.Count, Is.EqualTo(7));
            Assert.That(added.LastText("trace"), Is.EqualTo("é"));
            Assert.That(added[6], Is.EqualTo(new RecordHeader("last", null)));
            Assert.That(removed.Select(header => header.Name), Is.EqualTo(new[] { "source", "none", "empty", "last" }));
        }
    }

    [Test]
    public void Bytes_bound_what_a_log_stores() => Assert.That(s_headers.AddText("é", "é").Bytes, Is.EqualTo((6 * 10) + 5 + 1 + 6 + 3 + 5 + 1 + 4 + 5 + 2 + 2));

    [Test]
    public void Header_without_a_name_is_refused() => Assert.That(() => RecordHeaders.Create([new RecordHeader(null!, [1])]), Throws.ArgumentException);

    [Test]
    public void Index_outside_throws([Values(-1, 5)] int index) => Assert.That(() => s_headers[index], Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Record_keeps_its_headers_under_other_keys_and_values()
    {
        var record = new Record<string, int>("k", 1, 5, s_headers);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.WithKey(2).Headers, Is.SameAs(s_headers));
            Assert.That(record.WithValue("v").Headers, Is.SameAs(s_headers));
            Assert.That(record.WithHeaders(RecordHeaders.Empty).Headers, Is.Empty);
            Assert.That(record.WithHeaders(RecordHeaders.Empty).Value, Is.EqualTo(1));
            Assert.That(new Record<string, int>("k", 1, 5).Headers, Is.SameAs(RecordHeaders.Empty));
            Assert.That(default(Record<string, int>).Headers, Is.SameAs(RecordHeaders.Empty));
            Assert.That(() => record.WithHeaders(null!), Throws.ArgumentNullException);
        }
    }
}
