using System.Text;
using ClickstreamAnalysis.Events;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Events;

/// <summary>Clicks are read by the layouts of those before them, and mean the same as without.</summary>
[TestFixture]
public sealed class ClickLayoutsTests
{
    private static readonly string[] s_texts = ["\"\"", "\"a\"", "\"/p/é?x=1&y=2\"", "\"a text of more than sixteen bytes, and then of more than thirty-two\"", "\"a\\\"b\"", "\"\\u0041\""];
    private static readonly string[] s_times = ["1760000000123", "0760000000123", "17600000001234", "176000000012", "9999999999999", "0", "5", "01", "1.5", "253402300799999", "253402300800000", "-1", "\"2025-10-09T08:53:20Z\"", "null"];
    private static readonly string[] s_objects = ["{}", "{\"a\":1}", "{\"a\":true}", "{ \"a\" : -1.5e3 , \"b\":{\"c\":[1,\"x\",null]} }", "{\"a\":\"}\"}", "{\"a\":[]}", "null", "7"];
    private static readonly string[] s_spaces = ["", "", "", " ", "\n\t"];

    private static readonly Gen<string> s_field = Gen.OneOf(
        Gen.Select(OneOf("user", "event", "page", "referrer", "campaign", "userAgent", "other", "user2", ""), OneOf([.. s_texts, "null", "1"]), (name, value) => $"\"{name}\":{value}"),
        OneOf(s_times).Select(value => $"\"ts\":{value}"),
        Gen.Select(OneOf("properties", "properties", "other"), OneOf(s_objects), (name, value) => $"\"{name}\":{value}"));

    /// <summary>What every click needs, and more fields, in any order, with any space, and sometimes cut off.</summary>
    private static readonly Gen<string> s_click = Gen.Select(
        OneOf(s_texts).Select(value => $"\"user\":{value}"),
        OneOf(s_texts).Select(value => $"\"event\":{value}"),
        OneOf(s_times).Select(value => $"\"ts\":{value}"),
        s_field.Array[0, 4]).SelectMany((user, name, time, more) => Gen.Select(
            Gen.Shuffle(new[] { user, name, time }.Concat(more).ToArray()),
            OneOf(s_spaces),
            Gen.Int[-30, 60],
            (fields, space, cut) =>
            {
                var json = $"{{{space}{string.Join($"{space},", fields)}}}{space}";
                return cut > 0 ? json : json[..Math.Max(0, json.Length + cut)];
            }));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Test]
    public void Clicks_of_all_layouts_read_by_one_serde_mean_what_they_mean_to_the_general_reader() =>
        Gen.Select(Gen.Int[0, 31], s_click.Array[1, 12]).Sample((fields, clicks) =>
        {
            var serde = new ClickEventSerde((ClickFields)fields);
            foreach (var click in clicks.Concat(clicks))
            {
                SameAnswer.Assert(Encoding.UTF8.GetBytes(click), serde);
            }
        }, iter: 5_000);

    [Test]
    public void Values_in_a_known_layout_mean_what_they_mean_to_the_general_reader()
    {
        var serde = new ClickEventSerde();
        Gen.Select(OneOf(s_texts), OneOf(s_texts), OneOf(s_times), OneOf([.. s_texts, "null", "12"]), OneOf("1", "-0.5E-7", "1.", "01", "\"x\"", "true", "[2]"))
            .Sample((user, name, time, page, price) => SameAnswer.Assert(
                Encoding.UTF8.GetBytes($$"""{"user":{{user}},"event":{{name}},"ts":{{time}},"page":{{page}},"properties":{"price":{{price}},"currency":"EUR"} }"""), serde));
    }

    [TestCase("""{"user":"ann","event":"view","ts":1760000000000}""", """{"user":"bob","event":"buy","ts":5}""")]
    [TestCase("""{"user":"ann","event":"view","ts":1,"x":null,"y":[1,{"z":"w"}]}""", """{"user":"b","event":"b","ts":22,"x":null,"y":[-2.5,{"z":""}]}  """)]
    [TestCase("""{ "properties":{"a":1},"ts":1,"user":"ann","page":"/a","event":"view" }""", """{ "properties":{"a":2e9},"ts":2,"user":"bob","page":"","event":"buy" }""")]
    public void Deserialize_ClickOfAKnownLayout_FollowsItToTheEnd(string first, string second)
    {
        var layouts = new ClickLayouts(ClickFields.All);
        layouts.Learn(Encoding.UTF8.GetBytes(first));
        var bytes = Encoding.UTF8.GetBytes(second);
        var scanner = new ClickScanner(bytes, ClickFields.All);
        Assert.That(scanner.TryRead(layouts.First), Is.True);
        Assert.That(scanner.HasNewLayout, Is.False);
        Assert.That(scanner.Click, Is.EqualTo(ClickEventSerde.Default.DeserializeUnusual(bytes)));
    }

    [TestCase("""{"user":"ann","event":"view","ts":1,"page":"/a"}""")]
    [TestCase("""{"user":"ann","event":"view"}""")]
    [TestCase("""{"event":"view","user":"ann","ts":1}""")]
    [TestCase("""{"user":"ann","event":"view","ts":1,"ts":2}""")]
    public void TryRead_ClickOfAnotherLayout_IsNewUntilItIsLearnt(string json)
    {
        var layouts = new ClickLayouts(ClickFields.All);
        layouts.Learn("""{"user":"ann","event":"view","ts":1}"""u8);
        var scanner = new ClickScanner(Encoding.UTF8.GetBytes(json), ClickFields.All);
        scanner.TryRead(layouts.First);
        Assert.That(scanner.HasNewLayout, Is.True);
    }

    [Test]
    public void Deserialize_OptionalFieldsThatComeAndGo_AreAllKnownAfterAFewClicks()
    {
        var layouts = new ClickLayouts(ClickFields.All);
        string[] optional = [",\"page\":\"/a\"", ",\"referrer\":\"r\"", ",\"campaign\":\"c\"", ",\"n\":1"];
        var clicks = Enumerable.Range(0, 16).Select(set => Encoding.UTF8.GetBytes(
            $$"""{"user":"ann","event":"view","ts":1{{string.Concat(optional.Where((_, i) => (set & (1 << i)) != 0))}}}""")).ToArray();
        foreach (var click in clicks)
        {
            layouts.Learn(click);
        }

        foreach (var click in clicks)
        {
            var scanner = new ClickScanner(click, ClickFields.All);
            Assert.That(scanner.TryRead(layouts.First) && !scanner.HasNewLayout, Is.True, Encoding.UTF8.GetString(click));
        }
    }

    [Test]
    public void Deserialize_EverNewLayouts_CostAFewLessonsOnly()
    {
        var serde = new ClickEventSerde(ClickFields.None);
        var clicks = Enumerable.Range(0, 10_000).Select(i => Encoding.UTF8.GetBytes($$"""{"x{{i}}":1,"user":"ann","event":"view","ts":1}""")).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var click in clicks)
        {
            serde.Deserialize(click);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(256 * 1024));
    }

    [Test]
    public void Deserialize_AfterVeryManyNewLayouts_LearnsAnew()
    {
        var layouts = new ClickLayouts(ClickFields.None);
        for (var i = 0; i < 100; i++)
        {
            layouts.Learn(Encoding.UTF8.GetBytes($$"""{"x{{i}}":1,"user":"ann","event":"view","ts":1}"""));
        }

        var alternatives = 0;
        for (var step = layouts.First; step is not null; step = step.Other)
        {
            alternatives++;
        }

        Assert.That(alternatives, Is.InRange(2, 8));
        var late = """{"user":"ann","event":"view","ts":1}"""u8.ToArray();
        Assert.That(IsKnown(), Is.False);
        for (var i = 0; i < 70_000; i++)
        {
            layouts.Learn(late);
        }

        Assert.That(IsKnown(), Is.True);

        bool IsKnown()
        {
            layouts.Learn(late);
            var scanner = new ClickScanner(late, ClickFields.None);
            return scanner.TryRead(layouts.First) && !scanner.HasNewLayout;
        }
    }

    [Test]
    public void Deserialize_FromManyThreads_WhileLayoutsAreLearnt_GivesTheClick()
    {
        var serde = new ClickEventSerde();
        var wrong = 0;
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var page = (i + thread) % 3 == 0 ? "" : $",\"p{i % 40}\":{i}";
                var click = serde.Deserialize(Encoding.UTF8.GetBytes($$"""{"user":"u{{i}}"{{page}},"event":"e{{thread}}","ts":{{i}}}"""));
                if (click.User != $"u{i}" || click.Name != $"e{thread}" || click.TimestampMs != i)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.That(wrong, Is.Zero);
    }
}
