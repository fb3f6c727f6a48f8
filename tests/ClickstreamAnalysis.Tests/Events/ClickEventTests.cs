namespace ClickstreamAnalysis.Tests.Events;

/// <summary>The ways to create a click.</summary>
public sealed class ClickEventTests
{
    private static readonly DateTimeOffset s_noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.FromHours(2));

    [Test]
    public void Constructor_UserNameTime_EqualsTheInitializer() =>
        Assert.That(
            new ClickEvent("ann", "view", s_noon) { Page = "/" },
            Is.EqualTo(new ClickEvent { User = "ann", Name = "view", TimestampMs = s_noon.ToUnixTimeMilliseconds(), Page = "/" }));

    [Test]
    public void Constructor_EmptyOrNull_NamesTheParameter()
    {
        Assert.That(() => new ClickEvent("", "view", s_noon), Throws.ArgumentException.With.Property("ParamName").EqualTo("user"));
        Assert.That(() => new ClickEvent("ann", null!, s_noon), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
    }
}
