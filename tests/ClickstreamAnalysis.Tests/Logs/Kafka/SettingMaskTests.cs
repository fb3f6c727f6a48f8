using ClickstreamAnalysis.Logs.Kafka.Settings;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>No value of a property is shown, in whatever part the client quotes it, unless it is known to be harmless.</summary>
public sealed class SettingMaskTests
{
    [TestCase("security.protocol", "hunter2!", "Invalid value \"hunter2!\" for configuration property \"security.protocol\"")]
    [TestCase("sasl.password", "12345678", "authentication of 12345678 failed")]
    [TestCase("linger.ms", "hunter2!", "Invalid value \"hunter2!\" for configuration property \"linger.ms\"")]
    [TestCase("sasl.oauthbearer.config", "principal=ann scpoe=hunter2!", "Unrecognized sasl.oauthbearer.config beginning at: scpoe=hunter2!")]
    [TestCase("debug", "broker,hunter2!", "Invalid value \"hunter2!\" for configuration property \"debug\"")]
    [TestCase("ssl.key.password", "hunter2!-and-much-more-than-the-client-has-room-for", "hunter2!-and-much-more-than-the-cl")]
    [TestCase("sasl.pasword", "hunter2!", "No such configuration property: \"sasl.pasword\", hunter2!")]
    public void Clean_TextThatQuotesTheValueOrAPartOfIt_HasNothingOfIt(string property, string value, string text)
    {
        var clean = MaskOf(property, value).Clean(text);

        Assert.That(clean, Does.Contain("…").And.Not.Contain("hunter").And.Not.Contain("12345678"));
        Assert.That(clean.Contains(property, StringComparison.Ordinal), Is.EqualTo(text.Contains(property, StringComparison.Ordinal)), "the property is named as before");
    }

    [TestCase("security.protocol", "sasl_ssl", "sasl_ssl://broker:9092/bootstrap: SSL handshake failed")]
    [TestCase("socket.timeout.ms", "10000", "timed out after 10000 ms")]
    [TestCase("enable.ssl.certificate.verification", "true", "it is true")]
    [TestCase("compression.type", "lz4", "lz4 is not supported")]
    [TestCase("sasl.password", "hunter2!", "Connect to ipv4#127.0.0.1:9 failed: Connection refused")]
    public void Clean_HarmlessValueOrOtherText_IsNotTouched(string property, string value, string text) =>
        Assert.That(MaskOf(property, value).Clean(text), Is.EqualTo(text));

    [Test]
    public void CleanRefusal_ValueThatNobodyKnows_IsTakenOutByItsPlaceInTheText() =>
        Assert.That(new SettingMask(new KafkaLogOptions()).CleanRefusal("Invalid value \"hunter2\" for configuration property \"acks\""), Does.Not.Contain("hunter2").And.Contain("acks"));

    private static SettingMask MaskOf(string property, string value) =>
        new(new KafkaLogOptions { ClientProperties = new Dictionary<string, string> { [property] = value } });
}
