/** The shortest config of profile `production`: who may open the dashboard has no default. */
export const PRODUCTION = 'profile: production\ndashboard: { access: { groups: [/search/admins] } }\n';
