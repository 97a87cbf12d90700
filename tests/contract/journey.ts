// A supplier's program, written against types that are made from the published schema: it files a report and reads it back.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [url, token, key] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

const report = {
    reporting_year: 2024,
    period_start: "2024-01-01",
    period_end: "2024-12-31",
    consolidation_approach: "OPERATIONAL_CONTROL",
    gwp_set: "AR5",
    scope_1_tco2e: "48213.6",
    scope_2_market_tco2e: "18250.5",
} as const;
const address = "/api/v1/emissions-reports/";

const filed = await client.POST(address, { params: { header: { "Idempotency-Key": key } }, body: report });
if (filed.error) throw new Error(filed.error.detail);
if (!("id" in filed.data)) throw new Error("A report was filed, and a dry run was answered.");

const read = await client.GET(`${address}{report_id}/`, { params: { path: { report_id: filed.data.id } } });
if (read.error) throw new Error(read.error.detail);

const refused = await client.POST(address, {
    params: { header: { "Idempotency-Key": `${key}-again` } },
    body: { ...report, scope_1_tco2e: "-1" },
});
const faults = refused.error?.errors?.map((fault) => fault.pointer) ?? [];
console.log(JSON.stringify({ state: read.data.state, year: read.data.reporting_year, status: refused.response.status, faults }));
