using System.Text;
using System.Text.Unicode;
using ClickstreamAnalysis.Events;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>The quick reader of a mapping gives the click or the reason of the general one.</summary>
public sealed class MappedScannerTests
{
    private const string Ordinary = """
        {"u":{"id":17,"more":[1,{"id":"x"}]},"anon":"a","e":"view","t":1772366400123,"ctx":{"page":"/a","lang":null,"ok":true},
         "list":[{"key":"ref","value":{"text":"r"}},{"value":{"text":"c"},"key":"camp"},{"key":"other","value":{"n":1}},7],"props":{"price":1.5,"page":"/b","tags":["x"]},"x":[{}]}
        """;

    private static readonly JsonClickMapping s_mapping = new()
    {
        User = ["u.id", "anon"],
        Event = ["e", "u.kind"],
        Time = ["t", "ctx.t"],
        Page = ["props.page", "ctx.page", "e"],
        Referrer = ["list[ref].value.text"],
        Campaign = ["list[camp].value.text", "list[ref].value.text"],
        UserAgent = ["ua"],
        Properties = "props",
    };

    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "\\", " ", "\\u0041", "\\ud800", "null", "true", "1", "01", "-0", "1.5", "1E+5", "\"t\":", "\"t\":\"2026-03-01T12:00:00Z\",", "\"anon\":\"\",",
        "\"u\":{},", "\"u\":\"b\",", "\"u\":{\"id\":null},", "\"props\":{},", "\"props\":7,", "\"props\":{\"a\":1},", "\"e\":{\"x\":1},", "\"list\":[],", "\"list\":{},",
        "{\"key\":\"ref\",\"value\":{\"text\":\"s\"}},", "{\"key\":1,\"key\":\"ref\",\"value\":{\"text\":\"t\"}},", "\u0001", "é", "9999999999999999", "[[[[[[[[[[[[[[", "\"ctx\":null,",
    ];

    [TestCase(ClickTimeUnit.Milliseconds)]
    [TestCase(ClickTimeUnit.Seconds)]
    public void Mutated_clicks_are_judged_alike(ClickTimeUnit unit) =>
        Gen.Select(Gen.Int[0, Ordinary.Length], Gen.Int[0, 12], Gen.Int[0, s_pieces.Length - 1]).Array[1, 3].Sample(
            mutations =>
            {
                var json = Ordinary;
                foreach (var (at, removed, piece) in mutations)
                {
                    var index = Math.Min(at, json.Length);
                    json = json.Remove(index, Math.Min(removed, json.Length - index)).Insert(index, s_pieces[piece]);
                }

                AssertSameAnswer(Encoding.UTF8.GetBytes(json), unit);
            },
            iter: 20_000);

    [Test]
    public void Clicks_with_a_changed_byte_are_judged_alike() =>
        Gen.Select(Gen.Int[0, Ordinary.Length - 1], Gen.Byte).Sample((at, with) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Ordinary);
            bytes[at] = with;
            if (Utf8.IsValid(bytes))
            {
                AssertSameAnswer(bytes, ClickTimeUnit.Milliseconds);
            }
        });

    [Test]
    public void A_known_layout_is_followed_whatever_the_values_beside_the_paths_are()
    {
        var root = RootOf(s_mapping);
        var layouts = new ClickLayouts(click => MappedLayoutReader.Read(click, root));
        layouts.Learn(Encoding.UTF8.GetBytes(Ordinary));
        var other = Encoding.UTF8.GetBytes(Ordinary.Replace("true", "[{\"a\":1}]").Replace("\"price\":1.5", "\"price\":99").Replace("[{}]", "null").Replace("\"id\":17", "\"id\":18"));
        var scanner = new MappedScanner(other, root, ClickTimeUnit.Milliseconds);

        Assert.That(scanner.TryRead(layouts.First), Is.True);
        Assert.That(scanner.HasNewLayout, Is.False);
        Assert.That(scanner.Fields.ToClick(null), Is.EqualTo(SerdeOf(ClickTimeUnit.Milliseconds).DeserializeUnusual(other)));
        Assert.That(scanner.Fields.ToClick(null).Campaign, Is.EqualTo("c"));
    }

    // Without a known layout, then with that of the ordinary click, then with its own.
    private static void AssertSameAnswer(byte[] bytes, ClickTimeUnit unit)
    {
        var serde = SerdeOf(unit);
        SameAnswer.Assert(bytes, serde.Deserialize, serde.DeserializeUnusual);
        var taught = SerdeOf(unit);
        taught.Deserialize(Encoding.UTF8.GetBytes(unit == ClickTimeUnit.Seconds ? Ordinary.Replace("1772366400123", "1772366400") : Ordinary));
        SameAnswer.Assert(bytes, taught.Deserialize, taught.DeserializeUnusual);
        SameAnswer.Assert(bytes, taught.Deserialize, taught.DeserializeUnusual);
    }

    private static MappedJsonSerde SerdeOf(ClickTimeUnit unit) => (MappedJsonSerde)JsonClicks.From(s_mapping with { TimeUnit = unit });

    private static PathNode RootOf(JsonClickMapping mapping)
    {
        var root = new PathNode("");
        foreach (var field in Enum.GetValues<ClickFieldName>().Where(field => field != ClickFieldName.Other))
        {
            for (var place = 0; place < mapping.PathsOf(field).Count; place++)
            {
                root.At(mapping.PathsOf(field)[place])!.Add(field, place);
            }
        }

        return root;
    }
}
